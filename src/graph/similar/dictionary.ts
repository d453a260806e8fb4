/**
 * Numbers the words of an archive in the order in which they first occur. Frequent words come early and so lie close
 * together in every table that is indexed by number: most look-ups stay in the processor's cache.
 */
export interface Dictionary {
  /** Two numbers a slot: a word, and its number and one; 0 marks a free slot. */
  slots: Int32Array;
  size: number;
}

export function openDictionary(): Dictionary {
  return { slots: new Int32Array(1 << 17), size: 0 };
}

export function copyDictionary({ slots, size }: Dictionary): Dictionary {
  return { slots: slots.slice(), size };
}

/** All words by their numbers. */
export function listWords({ slots, size }: Dictionary): Int32Array {
  const words = new Int32Array(size);
  for (let slot = 0; slot < slots.length; slot += 2)
    if (slots[slot + 1] !== 0) words[slots[slot + 1]! - 1] = slots[slot]!;
  return words;
}

/** The word's number, a new one at first sight. */
export function numberOf(dictionary: Dictionary, word: number): number {
  const { slots } = dictionary;
  const slot = slotOf(slots, word);
  if (slots[slot + 1] !== 0) return slots[slot + 1]! - 1;
  slots[slot] = word;
  slots[slot + 1] = ++dictionary.size;
  if (dictionary.size * 4 > slots.length) dictionary.slots = enlarge(slots);
  return dictionary.size - 1;
}

function slotOf(slots: Int32Array, word: number): number {
  const mask = slots.length - 1;
  let slot = (word * 2) & mask;
  while (slots[slot + 1] !== 0 && slots[slot] !== word) slot = (slot + 2) & mask;
  return slot;
}

function enlarge(slots: Int32Array): Int32Array {
  const larger = new Int32Array(slots.length * 2);
  for (let i = 0; i < slots.length; i += 2) {
    if (slots[i + 1] === 0) continue;
    const slot = slotOf(larger, slots[i]!);
    larger[slot] = slots[i]!;
    larger[slot + 1] = slots[i + 1]!;
  }
  return larger;
}
