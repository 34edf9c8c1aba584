/** What fills itself in where a canned reply has it between double braces. */
export const CANNED_VARIABLES = ['shopper_name', 'agent_name', 'store_name'] as const
export type CannedVariable = (typeof CANNED_VARIABLES)[number]

/** The first place between double braces that names none of the variables, as it was written, or null. */
export function unknownPlace(text: string): string | null {
  const names: readonly string[] = CANNED_VARIABLES
  return text.match(/\{\{[^{}]*\}\}/g)?.find((place) => !names.includes(place.slice(2, -2).trim())) ?? null
}
