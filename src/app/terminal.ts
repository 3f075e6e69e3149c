import type { CommandIo } from '../cli/io.ts'

/** The terminal, or whatever stands in its place, of this process. */
export function terminalIo(signal: AbortSignal): CommandIo {
  // A reader that has seen enough (`portal … | head`) closes the pipe: that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    directory: process.cwd(),
    terminal: process.stderr.isTTY,
    signal,
    async *input() {
      process.stdin.setEncoding('utf8')
      for await (const chunk of process.stdin) yield chunk as string
    },
    async out(text) {
      if (process.stdout.write(text)) return
      await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
    },
    err: (text) => void process.stderr.write(text),
  }
}
