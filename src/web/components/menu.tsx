interface Item {
  readonly words: string
  readonly path: string
  /** It is chosen, or among what is chosen. */
  readonly isOn: boolean
}

/** A fold with links to another way to show a search, that lies over the page while it is open; of several on a page one is open at a time. */
export function Menu({ label, items }: { label: string; items: readonly Item[] }) {
  return (
    <details class="menu" name="menu">
      <summary>{label}</summary>
      <ul class="menu__items">
        {items.map(({ words, path, isOn }) => (
          <li>
            <a href={path} data-refines {...(isOn ? { 'aria-current': 'true' } : {})}>
              {words}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}
