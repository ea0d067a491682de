/** What leader electors share. */
export {};
