/**
 * A department is a bit, so that what a user may see is one number that a database compares inside an index scan.
 * A community has at most 63 departments (bits 0 to 62); bit 63 stands for records that belong to no department, which
 * only those with all departments may know of. The mask is PostgreSQL's `bigint`: signed, 64 bits.
 */
export type DepartmentMask = bigint

/** The bit of records that belong to no department. */
export const NO_DEPARTMENT = 63
export const MAX_DEPARTMENTS = 63

/** All departments, and the records that belong to none. */
export const ALL_DEPARTMENTS: DepartmentMask = -1n
/** No department at all: sees nothing. */
export const NO_DEPARTMENTS: DepartmentMask = 0n

export function maskOf(...bits: readonly number[]): DepartmentMask {
  return bits.reduce((mask, bit) => BigInt.asIntN(64, mask | (1n << BigInt(bit))), 0n)
}

export function union(...masks: readonly DepartmentMask[]): DepartmentMask {
  return masks.reduce((all, mask) => BigInt.asIntN(64, all | mask), 0n)
}

/** The masks of one bit each that a mask is made of. */
export function bitsOf(mask: DepartmentMask): DepartmentMask[] {
  const bits: DepartmentMask[] = []
  for (let left = mask; left !== NO_DEPARTMENTS;) {
    const lowest = BigInt.asIntN(64, left & -left)
    bits.push(lowest)
    left ^= lowest
  }
  return bits
}

export function overlaps(a: DepartmentMask, b: DepartmentMask): boolean {
  return (a & b) !== 0n
}

/** The form in which names of departments are compared: case and spaces do not matter. */
export function departmentKey(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase()
}
