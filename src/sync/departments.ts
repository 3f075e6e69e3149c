import { MAX_DEPARTMENTS, departmentKey } from '../kernel/departments.ts'
import { failure } from '../kernel/errors.ts'
import type { CommunityStore, Queries } from '../store/index.ts'

/** Departments by name, whatever the case; new ones get the next free bit. */
export class DepartmentRegistry {
  readonly #bits = new Map<string, number>()
  readonly #added: { bit: number; name: string }[] = []
  #next: number

  constructor(known: readonly { readonly bit: number; readonly name_key: string }[]) {
    for (const { bit, name_key } of known) this.#bits.set(name_key, bit)
    this.#next = Math.max(-1, ...known.map(({ bit }) => bit)) + 1
  }

  /** The bit of a department; `undefined` when it is new and there is no bit left for it. */
  bitOf(name: string): number | undefined {
    const key = departmentKey(name)
    const known = this.#bits.get(key)
    if (known !== undefined) return known
    if (this.#next >= MAX_DEPARTMENTS) return undefined
    const bit = this.#next++
    this.#bits.set(key, bit)
    this.#added.push({ bit, name: name.trim() })
    return bit
  }

  /** The bit of a department that is known already. */
  findBit(name: string): number | undefined {
    return this.#bits.get(departmentKey(name))
  }

  get added(): readonly { bit: number; name: string }[] {
    return this.#added
  }
}

export async function readDepartments(store: CommunityStore): Promise<DepartmentRegistry> {
  const [rows] = await store.read(
    (db) =>
      [
        db.selectFrom('department').select(['bit', 'name_key']).where('community_id', '=', store.communityId),
      ] as const,
  )
  return new DepartmentRegistry(rows)
}

/**
 * Stores the departments that a registry gave a bit.
 * @throws failure `departments_changed` when somebody else gave one of these bits or names away meanwhile.
 */
export async function storeDepartments(store: CommunityStore, registry: DepartmentRegistry): Promise<void> {
  if (registry.added.length === 0) return
  await store.write(async (tx) => {
    for (const { bit, name } of registry.added) await addDepartment(tx, store.communityId, bit, name)
  })
}

async function addDepartment(tx: Queries, communityId: number, bit: number, name: string): Promise<void> {
  const inserted = await tx
    .insertInto('department')
    .values({ community_id: communityId, bit, name, name_key: departmentKey(name) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('bit')
    .execute()
  if (inserted.length === 0)
    throw failure(
      'departments_changed',
      'A department was added by somebody else at the same moment: start the sync again.',
    )
}
