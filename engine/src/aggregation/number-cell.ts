/**
 * A number as an IR. Owned by its holder and changed in place: written into an array of IRs, every new double would be
 * an object of its own.
 */
export interface NumberCell {
  value: number;
}
