import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PortalError, failure } from '../../kernel/errors.ts'
import type { ExportState } from './export-directory.ts'
import { unreadable } from './line-chunks.ts'

/** The file of an export that says when it was true. */
export const EXPORTED_AT = 'EXPORTED_AT'

/**
 * When the export was true in the system of record: what EXPORTED_AT says, otherwise the newest file time.
 * @throws failure `source_bad_exported_at`, `source_unreadable`
 */
export async function exportedAt(directory: string, state: ExportState): Promise<Date> {
  if (!state.hasExportedAt) return state.newest
  try {
    return readExportedAt(await readFile(join(directory, EXPORTED_AT), 'utf8'))
  } catch (error) {
    if (error instanceof PortalError) throw error
    throw unreadable(EXPORTED_AT, error)
  }
}

/** @throws failure `source_bad_exported_at` */
export function readExportedAt(content: string): Date {
  const text = content.replace(/^\ufeff/, '').trim()
  const instant = instantOf(text)
  if (instant === undefined)
    throw failure(
      'source_bad_exported_at',
      `EXPORTED_AT holds "${text.slice(0, 60)}", which is no ISO time with a zone, such as 2026-11-23T09:30:00Z. Correct it, or leave the file out.`,
    )
  return instant
}

function instantOf(text: string): Date | undefined {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds)
  } catch {
    return undefined
  }
}
