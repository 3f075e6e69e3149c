import { withAsked } from '../../../../search/asked-fields.ts'
import { oneLine } from '../../../one-line.ts'
import type { AskedField } from '../../../../search/asked-fields.ts'

/**
 * The address of what a form holds, as the server would make it: without empty fields. Those behind the fold are in the box
 * already; the one for a tax id never stands in an address.
 *
 * @param valueOf what a field holds: now, unless another moment is asked for
 */
export function address(form: HTMLFormElement, valueOf: (field: Field) => string = valueNow): string {
  const query = new URLSearchParams()
  for (const field of fieldsIn(form)) {
    const value = oneLine(valueOf(field))
    if (value !== '') query.set(field.name, value)
  }
  return query.size > 0 ? `${form.action}?${query.toString()}` : form.action
}

/** Lets the form hold the search of an address. */
export function fillFrom(form: HTMLFormElement, href: string): void {
  const query = new URL(href).searchParams
  for (const field of fieldsIn(form)) {
    const value = query.get(field.name) ?? ''
    if (field.value !== value) field.value = value
  }
}

type Field = HTMLInputElement | HTMLSelectElement

function fieldsIn(form: HTMLFormElement): NodeListOf<Field> {
  return form.querySelectorAll('input[name]:not([data-asks], [name=tax]), select[name]')
}

function valueNow(field: Field): string {
  return field.value
}

/** What the server wrote into a field, whatever has been typed since. */
export function valueAtFirst(field: Field): string {
  if (field instanceof HTMLInputElement) return field.defaultValue
  return [...field.options].find(({ defaultSelected }) => defaultSelected)?.value ?? ''
}

type Link = Pick<HTMLAnchorElement, 'href' | 'dataset'>

/**
 * Where a link leads among results that are older than what the form holds: what it leaves as they have it is as the form
 * has it, and what it changes it changes. The pages of the older results are none of the newer ones. A link that carries no
 * search, or another one that it names, stays as it is.
 *
 * @param shown the address of the results
 * @param wanted the address of what the form holds
 */
export function linkNow(link: Link, shown: string, wanted: string): string {
  const to = new URL(link.href)
  const [before, now] = [new URL(shown).searchParams, new URL(wanted).searchParams]
  const put = (name: string, value: string | null) =>
    value === null || value === '' ? to.searchParams.delete(name) : to.searchParams.set(name, value)
  const without = link.dataset.without as AskedField | undefined
  const name = ['q', 'text'].find((each) => to.searchParams.get(each) === before.get('q'))
  if (without === undefined && name === undefined) return link.href
  for (const each of new Set([...before.keys(), ...now.keys()]))
    if (each !== 'q' && to.searchParams.get(each) === before.get(each)) put(each, now.get(each))
  const text = withAsked(now.get('q') ?? '', 'tax', '')
  put(name ?? 'q', without === undefined ? text : withAsked(text, without, ''))
  to.searchParams.delete('page')
  return to.href
}
