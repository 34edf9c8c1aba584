/** `24800` as `€ 248`, `4250` as `€ 42.50`. The space does not break. */
export function euros(cents: number): string {
  const whole = cents % 100 === 0
  return `€\u00a0${whole ? cents / 100 : (cents / 100).toFixed(2)}`
}
