/** For the end of a `switch` that the types say is exhaustive: does nothing, should a newer server prove them wrong. */
export function assertNever(_value: never): void {}
