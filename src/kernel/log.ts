import { pino, type Logger } from 'pino'

export type Log = Logger

/** JSON lines on standard error, so that standard output stays what a command prints. `LOG_LEVEL` as in pino. */
export function createLog(level: string): Log {
  return pino(
    { level, base: null, redact: ['password', '*.password', 'taxId', '*.taxId'] },
    pino.destination(2),
  )
}

/** For parts that are used without a log, as in tests of one part. */
export const silentLog: Log = pino({ level: 'silent' })
