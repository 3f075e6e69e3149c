/**
 * JSON merge patches (RFC 7396): an object names what differs, null takes a member away, and anything that is not an
 * object replaces what was there. A state therefore holds no null: what is unknown is left out.
 */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [name: string]: Json }

/** The patch that makes `to` of `from`; undefined where both are equal. Null and undefined stand for nothing. */
export function patchFrom(from: Json | undefined, to: Json | undefined): Json | undefined {
  if (isObject(from) && isObject(to)) {
    const members = new Set([...Object.keys(to), ...Object.keys(from)])
    const parts = [...members].flatMap((name) => {
      const part = patchFrom(memberOf(from, name), memberOf(to, name))
      return part === undefined ? [] : [[name, part] as const]
    })
    return parts.length === 0 ? undefined : Object.fromEntries(parts)
  }
  return JSON.stringify(from ?? null) === JSON.stringify(to ?? null) ? undefined : (to ?? null)
}

/** `target` with a patch applied; null where nothing is left of it. */
export function patched(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch
  const result = new Map(isObject(target) ? Object.entries(target) : [])
  for (const [name, part] of Object.entries(patch))
    if (part === null) result.delete(name)
    else result.set(name, patched(result.get(name) ?? null, part))
  return Object.fromEntries(result)
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Of its own alone: an id of a source may be `constructor`. */
function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
