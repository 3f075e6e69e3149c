import { markMatches } from '../marking.ts'

interface Props {
  readonly text: string
  readonly terms: readonly string[]
  /** It is an account number, not words. */
  readonly number?: boolean
}

/** A text with the parts marked that the search matched. */
export function Marked({ text, terms, number = false }: Props) {
  return (
    <>
      {markMatches(text, terms, { number }).map((piece) =>
        piece.marked ? <mark>{piece.text}</mark> : piece.text,
      )}
    </>
  )
}
