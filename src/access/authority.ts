import { wrongUse } from '../kernel/errors.ts'
import { scopeIn, type Grant, type User } from './scope.ts'

/** Who manages users: somebody with that right in a community, or the operator at the command line, who may do all. */
export type Manager = User | 'operator'

type Given = Pick<Grant, 'communityId' | 'rights' | 'departments'>

/**
 * Nobody gives, changes or takes more than they have: the departments and rights of the grant must be the manager's own.
 * @throws wrongUse `not_permitted`
 */
export function checkMayGive(by: Manager, grant: Given): void {
  if (by === 'operator') return
  const own = scopeIn(by, grant.communityId)
  if (!own.rights.has('manage_users'))
    throw wrongUse('not_permitted', 'You may not manage users here: ask an administrator of the community.')
  const rights = [...grant.rights].filter((right) => !own.rights.has(right))
  if (rights.length > 0)
    throw wrongUse(
      'not_permitted',
      `You can only manage rights that you have yourself: ask somebody with the right to ${rights.map(inWords).join(' and to ')}.`,
    )
  if ((grant.departments & ~own.departments) !== 0n)
    throw wrongUse(
      'not_permitted',
      'You can only manage departments that you have yourself: ask an administrator with more departments.',
    )
}

/**
 * The password and the account of a user open everything that the user has, so they are for those who have all of it.
 * To others, a user of other communities does not exist.
 * @throws wrongUse `user_unknown`, `not_permitted`
 */
export function checkMayManage(by: Manager, user: User): void {
  if (by === 'operator') return
  if (!user.grants.some(({ communityId }) => scopeIn(by, communityId).rights.has('manage_users')))
    throw userUnknown()
  for (const grant of user.grants) {
    try {
      checkMayGive(by, grant)
    } catch {
      throw wrongUse(
        'not_permitted',
        `${user.name} has more rights, departments or communities than you: ask an administrator who has all of them.`,
      )
    }
  }
}

export function userUnknown(email?: string) {
  return email === undefined
    ? wrongUse('user_unknown', 'There is no such user any more: look at the list of users again.')
    : wrongUse('user_unknown', `There is no user "${email}": check the address, or add the user first.`)
}

function inWords(right: string): string {
  return right.replaceAll('_', ' ')
}
