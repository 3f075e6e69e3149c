import { describe, expect, it } from 'vitest'
import { checkMayGive, checkMayManage } from '../../src/access/authority.ts'
import { RIGHTS_OF_ROLE, type Grant, type Role, type User } from '../../src/access/scope.ts'
import { ALL_DEPARTMENTS, maskOf, NO_DEPARTMENT } from '../../src/kernel/departments.ts'

const WATER = maskOf(0)
const WATER_AND_LICENSING = maskOf(0, 1)

function grant(communityId: number, role: Role, departments: bigint): Grant {
  const slug = `city-${communityId}`
  return { communityId, slug, communityName: slug, role, rights: new Set(RIGHTS_OF_ROLE[role]), departments }
}

function user(...grants: Grant[]): User {
  return { userId: 'u', email: 'ana@example.gov', name: 'Ana Ruiz', grants }
}

describe('Who may give a grant', () => {
  it('the operator may give everything', () => {
    checkMayGive('operator', grant(1, 'admin', ALL_DEPARTMENTS))
  })

  it('an administrator may give what they have', () => {
    checkMayGive(user(grant(1, 'admin', WATER_AND_LICENSING)), grant(1, 'admin', WATER))
    checkMayGive(user(grant(1, 'admin', ALL_DEPARTMENTS)), grant(1, 'staff', maskOf(NO_DEPARTMENT)))
  })

  it('nobody may give a department that they do not have', () => {
    const water = user(grant(1, 'admin', WATER))
    for (const departments of [WATER_AND_LICENSING, ALL_DEPARTMENTS, maskOf(NO_DEPARTMENT)])
      expect(() => checkMayGive(water, grant(1, 'staff', departments))).toThrow(
        'You can only manage departments that you have yourself',
      )
  })

  it('nobody may give a right that they do not have, and the sentence names it', () => {
    const own = {
      ...grant(1, 'admin', ALL_DEPARTMENTS),
      rights: new Set(['search', 'manage_users'] as const),
    }
    expect(() => checkMayGive(user(own), grant(1, 'support', WATER))).toThrow(
      'ask somebody with the right to explain and to sync',
    )
  })

  it('nobody without the right to manage users may give anything, nor an administrator elsewhere', () => {
    const nothing = { communityId: 1, rights: new Set<never>(), departments: 0n }
    for (const by of [
      user(),
      user(grant(1, 'staff', ALL_DEPARTMENTS)),
      user(grant(2, 'admin', ALL_DEPARTMENTS)),
    ])
      expect(() => checkMayGive(by, nothing)).toThrow('You may not manage users here')
  })
})

describe('Who may manage a user', () => {
  it('an administrator who has all that the user has', () => {
    checkMayManage(user(grant(1, 'admin', ALL_DEPARTMENTS)), user(grant(1, 'staff', WATER)))
  })

  it('not an administrator of one community, when the user works in two', () => {
    const both = user(grant(1, 'staff', WATER), grant(2, 'staff', WATER))
    expect(() => checkMayManage(user(grant(1, 'admin', ALL_DEPARTMENTS)), both)).toThrow(
      'Ana Ruiz has more rights, departments or communities than you',
    )
  })

  it('to an administrator, a user of another community does not exist', () => {
    const elsewhere = user(grant(2, 'staff', WATER))
    expect(() => checkMayManage(user(grant(1, 'admin', ALL_DEPARTMENTS)), elsewhere)).toThrow(
      expect.objectContaining({ code: 'user_unknown' }),
    )
  })
})
