/** An error as the log may hold it. */
export interface LoggedError extends Record<string, unknown> {
  readonly type: string
  readonly message: string
  readonly stack: string
  readonly code?: string
  readonly constraint?: string
  readonly cause?: LoggedError
}

/**
 * What the log says of an error. Of a failed statement neither its text nor its values nor Postgres's sentence: they
 * hold what people wrote, and their addresses.
 */
export function describeError(error: Error): LoggedError {
  const isOfADatabase = 'query' in error || ('code' in error && 'severity' in error)
  return {
    type: error.name,
    message: isOfADatabase ? 'a statement failed' : error.message,
    stack: framesOf(error),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('constraint_name' in error && typeof error.constraint_name === 'string'
      ? { constraint: error.constraint_name }
      : {}),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  }
}

/** The places an error came through, without the message that stands above them. */
function framesOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}
