import { markMatches } from '../marking.ts'

interface Props {
  readonly text: string
  readonly terms: readonly string[]
  /** Also inside a word, as with numbers. */
  readonly anywhere?: boolean
}

/** A text with the parts marked that the search matched. */
export function Marked({ text, terms, anywhere = false }: Props) {
  return (
    <>
      {markMatches(text, terms, { anywhere }).map((piece) =>
        piece.marked ? <mark>{piece.text}</mark> : piece.text,
      )}
    </>
  )
}
