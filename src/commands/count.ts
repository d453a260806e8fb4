/** `1 story`, `14 stories`; thousands set apart: `12,000 readers`. */
export function count(n: number, one: string, many: string): string {
  return `${String(n).replace(/\B(?=(\d{3})+$)/g, ",")} ${n === 1 ? one : many}`;
}
