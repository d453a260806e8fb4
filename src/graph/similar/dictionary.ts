/**
 * Numbers the words of an archive in the order in which they first occur. Frequent words come early and so lie close
 * together in every table that is indexed by number: most look-ups stay in the processor's cache.
 */
export interface Dictionary {
  /** Hash of the word in each slot. */
  slots: Int32Array;
  /** Its number and one; 0 marks a free slot. */
  numbers: Int32Array;
  size: number;
}

export function openDictionary(): Dictionary {
  return { slots: new Int32Array(1 << 16), numbers: new Int32Array(1 << 16), size: 0 };
}

/** The word's number, a new one at first sight. */
export function numberOf(dictionary: Dictionary, word: number): number {
  const { slots, numbers } = dictionary;
  const slot = slotOf(slots, numbers, word);
  if (numbers[slot] !== 0) return numbers[slot]! - 1;
  slots[slot] = word;
  numbers[slot] = ++dictionary.size;
  if (dictionary.size * 2 > slots.length) grow(dictionary);
  return dictionary.size - 1;
}

function slotOf(slots: Int32Array, numbers: Int32Array, word: number): number {
  const mask = slots.length - 1;
  let slot = word & mask;
  while (numbers[slot] !== 0 && slots[slot] !== word) slot = (slot + 1) & mask;
  return slot;
}

function grow(dictionary: Dictionary): void {
  const { slots, numbers } = dictionary;
  const larger = new Int32Array(slots.length * 2);
  const renumbered = new Int32Array(slots.length * 2);
  for (let i = 0; i < slots.length; i++) {
    if (numbers[i] === 0) continue;
    const slot = slotOf(larger, renumbered, slots[i]!);
    larger[slot] = slots[i]!;
    renumbered[slot] = numbers[i]!;
  }
  dictionary.slots = larger;
  dictionary.numbers = renumbered;
}
