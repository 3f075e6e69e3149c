/** Lets an open menu close on Escape, which leads back to what opened it, and on a click elsewhere. */
export function closeMenus(): void {
  const openMenus = () => [...document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')]
  document.addEventListener('click', ({ target }) => {
    for (const menu of openMenus()) if (!menu.contains(target as Node)) menu.open = false
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of openMenus()) {
      if (menu.contains(document.activeElement)) menu.querySelector('summary')?.focus()
      menu.open = false
      // In the box, the key would empty it as well.
      event.preventDefault()
    }
  })
}
