/**
 * What `consume` may return where everything was taken before it returned: who counts the answers of the next consumer
 * knows by this very promise how it went, and need not wait for it. Any other resolved promise says the same, later.
 */
export const takenAtOnce: Promise<void> = Promise.resolve();
