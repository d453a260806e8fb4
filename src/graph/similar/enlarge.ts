/** A copy with room for `least` numbers and half as many again as before. */
export function enlarge(array: Int32Array, least: number): Int32Array {
  const larger = new Int32Array(Math.max(least, array.length + (array.length >>> 1)));
  larger.set(array);
  return larger;
}
