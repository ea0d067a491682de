/** The client went away before it was answered. */
export function clientLeft(): Error {
  return new Error("the client left");
}

/** The client went away in the middle of what it had to say. */
export function leftWithinBody(): Error {
  return new Error("the client left within the body");
}
