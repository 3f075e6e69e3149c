/** The few pictures of the pages, drawn in the colour of the text around them. Each stands beside words that say it. */
const SHAPES = {
  search:
    'M10.5 4a6.5 6.5 0 1 0 4 11.6l4.7 4.7 1.4-1.4-4.7-4.7A6.5 6.5 0 0 0 10.5 4Zm0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Z',
  pass: 'm9.6 16.6-4.2-4.2L4 13.8l5.6 5.6L20.4 8.6 19 7.2z',
  fail: 'M18.4 7 17 5.6l-5 5-5-5L5.6 7l5 5-5 5L7 18.4l5-5 5 5 1.4-1.4-5-5z',
  not_asked: 'M6 11h12v2H6z',
  unknown:
    'M12 4.5c-2.6 0-4.4 1.7-4.5 4.1h2.1c.1-1.3 1-2.2 2.3-2.2 1.3 0 2.2.8 2.2 2 0 1-.5 1.6-1.5 2.2-1.2.7-1.8 1.5-1.7 2.9v.7H13v-.6c0-.9.4-1.4 1.5-2 1.2-.7 1.9-1.7 1.9-3.2 0-2.3-1.8-3.9-4.4-3.9ZM12 16a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z',
  arrow: 'm13 5.6-1.4 1.4 4 4H4v2h11.6l-4 4L13 18.4 19.4 12z',
} as const

export function Icon({ name }: { name: keyof typeof SHAPES }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  )
}
