/**
 * What went wrong, in one sentence that says what to do. The code is for programs and tests, the sentence for people.
 * Anything that is not a `PortalError` is a bug: it gets a reference that is also in the log.
 */
export class PortalError extends Error {
  readonly code: string
  /** `use`: the caller asked wrongly (exit 2); `failure`: it could not be done (exit 1). */
  readonly kind: 'use' | 'failure'

  constructor(kind: 'use' | 'failure', code: string, sentence: string, options?: { cause?: unknown }) {
    super(sentence, options)
    this.name = 'PortalError'
    this.kind = kind
    this.code = code
  }
}

/** The caller asked wrongly: an unknown option, a value that does not exist. */
export function wrongUse(code: string, sentence: string): PortalError {
  return new PortalError('use', code, sentence)
}

/** It could not be done, and the sentence says what to do about it. */
export function failure(code: string, sentence: string, cause?: unknown): PortalError {
  return new PortalError('failure', code, sentence, cause === undefined ? undefined : { cause })
}
