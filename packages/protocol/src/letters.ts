/** The closed list of letters. */
export const LETTER_KINDS = [
  'receipt',
  'replies',
  'transcript',
  'waiting_notice',
  'invitation',
  'password_reset',
  'test',
] as const
export type LetterKind = (typeof LETTER_KINDS)[number]
