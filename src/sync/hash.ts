import { hash } from 'node:crypto'

/** Bump when the same row is to be understood in another way: every record is then applied anew. */
export const MEANING_VERSION = 1

/** What was read of a record, as 22 characters; equal means that nothing about it has changed. */
export function hashOf(parts: readonly string[]): string {
  return hash('sha256', `${MEANING_VERSION}\n${parts.join('\n')}`, 'base64url').slice(0, 22)
}

/**
 * Marks the hash of an account some of whose former holders are still waiting to be removed. It equals no hash, so that
 * a run which did not come to its end, or whose removals were discarded, applies the account again.
 */
const UNSETTLED = 'unsettled:'

export function unsettled(hashOfAccount: string): string {
  return UNSETTLED + hashOfAccount
}

export const UNSETTLED_PATTERN = `${UNSETTLED}%`
export const UNSETTLED_LENGTH = UNSETTLED.length

/** A hash that equals none: a record that is marked so is applied again by the next run that reads it. */
export const MISTRUSTED = 'mistrusted:'
