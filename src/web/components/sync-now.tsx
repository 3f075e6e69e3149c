import { paths } from '../paths.ts'

interface Props {
  readonly slug: string
  /** Where somebody wants to go on afterwards. */
  readonly back?: string
  /** How the button stands among others. */
  readonly main?: boolean
}

/** The button that starts a run, for those with the right to. It leads to the status page, which shows how far it is. */
export function SyncNow({ slug, back, main = false }: Props) {
  return (
    <form method="post" action={paths.syncNow(slug)} class="sync-now">
      {back !== undefined && <input type="hidden" name="back" value={back} />}
      <button class={main ? 'usa-button' : 'usa-button usa-button--outline'} type="submit">
        Sync now
      </button>
    </form>
  )
}
