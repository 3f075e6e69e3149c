import { hash } from 'node:crypto'
import type { Settings } from '../kernel/settings.ts'
import { KEYS_VERSION } from '../search/keys.ts'
import type { SourceDescription } from '../source/port.ts'

/**
 * What was read and how it was understood, in one word. When it is that of the last run, reading again would give the
 * same copy. The guard is part of it: what it held yesterday, it may let pass once it is set otherwise.
 */
export function versionOf(description: SourceDescription, source: string, settings: Settings): string {
  const { statusMap, columns, timeZone, sync } = settings
  const meaning = JSON.stringify([source, statusMap, columns, timeZone, sync.removalGuard, KEYS_VERSION])
  return `${hash('sha256', meaning, 'base64url').slice(0, 10)}:${description.version}`
}

/** How verdicts and search keys are derived from the copy, in two words: the keys, and the policy. */
export function derivationOf({ eligibility, timeZone }: Settings): {
  readonly keys: string
  readonly policy: string
} {
  return {
    keys: `keys ${KEYS_VERSION}`,
    policy: hash('sha256', JSON.stringify([eligibility, timeZone]), 'base64url').slice(0, 10),
  }
}
