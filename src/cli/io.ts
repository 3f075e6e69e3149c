/**
 * What a command reads from and writes to: the terminal, or the socket of a server that runs the command for somebody
 * else. Commands use nothing else of the process, so that both are the same to them.
 */
export interface CommandIo {
  /** Standard input, asked for only by the commands that read it. */
  input(): AsyncIterable<string>
  /** Standard output; resolves when more may be written. */
  out(text: string): Promise<void>
  /** Standard error. */
  err(text: string): void
  /** Relative paths of the command are meant from here. */
  readonly directory: string
  /** Standard error is a terminal: a progress bar may redraw its line. */
  readonly terminal: boolean
  /** Aborted when the caller gives up (Ctrl-C, a closed connection). */
  readonly signal: AbortSignal
}

/** The lines of standard input, without their ends; an empty last line is none. */
export async function* linesOf(input: AsyncIterable<string>): AsyncIterable<string> {
  let rest = ''
  for await (const chunk of input) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  if (rest !== '') yield rest.replace(/\r$/, '')
}
