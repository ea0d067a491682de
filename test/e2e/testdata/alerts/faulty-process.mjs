// Loaded into a collector's process before the program: its wall clock is set back, and later it stands still.
const realNow = Date.now.bind(Date);
let behindMs = 0;
Date.now = () => realNow() - behindMs;

setTimeout(() => (behindMs = 90_000), 8_000).unref();
setTimeout(() => {
  const until = performance.now() + 7_000;
  while (performance.now() < until);
}, 14_000).unref();
