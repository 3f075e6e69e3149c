import { defineConfig } from 'eslint/config'
import boundaries from 'eslint-plugin-boundaries'
import tseslint from 'typescript-eslint'

/**
 * Who may import whom: imports run against the data flow, never along it. ARCHITECTURE.md has the picture; a folder that
 * is not in the list of another one may not be imported there.
 */
const MAY_IMPORT = {
  kernel: [],
  source: ['kernel'],
  store: ['kernel'],
  eligibility: ['kernel', 'store'],
  access: ['kernel', 'store'],
  history: ['kernel', 'store'],
  sync: ['kernel', 'source', 'store', 'eligibility', 'history', 'search'],
  search: ['kernel', 'store', 'eligibility', 'access'],
  explain: ['kernel', 'source', 'store', 'eligibility', 'access', 'history', 'search'],
  jobs: ['kernel', 'store', 'sync', 'history'],
  web: ['kernel', 'sync', 'eligibility', 'access', 'history', 'search', 'explain', 'jobs'],
  cli: ['kernel', 'sync', 'eligibility', 'access', 'history', 'search', 'explain', 'jobs'],
}

/** What to do instead, for the imports that are most tempting. */
const INSTEAD = {
  web: 'Pages cannot write queries: ask search, explain, sync or access for what the page needs.',
  cli: 'Commands cannot write queries: ask search, explain, sync or access for what the command needs.',
  search: 'Search works while the source is down: read what sync left in the store.',
  source: 'A source knows nothing of our copy: sync is where source and store meet.',
  store: 'The store knows tables, not meanings: put the meaning into the folder that needs it.',
  kernel: 'The kernel imports nothing of ours: move this code to the folder that it is about.',
  eligibility: 'The policy is pure: take what it needs as a parameter.',
  history: 'Versions are written and read back by others: take what is needed as a parameter.',
  access: 'Who may do what is decided without knowing what is searched: take it as a parameter.',
  jobs: 'A task calls a service: take it as a parameter, app hands it in.',
  sync: 'Of search, sync uses the keys alone; of source, the port alone.',
  explain: 'An explanation reads what sync left in the store, and asks the source through its port.',
}

/** Of these folders only some files are for others. */
const DOORS = [
  { from: 'sync', to: 'source', files: ['port.ts'] },
  { from: 'explain', to: 'source', files: ['port.ts'] },
  { from: 'sync', to: 'search', files: ['customer-fields.ts', 'keys.ts', 'listing.ts', 'normalise.ts'] },
]

const elements = [...Object.keys(MAY_IMPORT), 'app'].map((type) => ({ type, pattern: `src/${type}` }))

export default defineConfig(
  { ignores: ['dist/', 'data/', 'node_modules/', 'src/web/assets/client/dist/'] },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['*.js', 'scripts/*.mjs', 'scripts/*.cjs', 'src/web/assets/*.mjs'],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': import.meta.dirname,
      'boundaries/elements': elements,
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js', '.mjs'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'allow',
          policies: Object.entries(MAY_IMPORT).map(([type, allowed]) => ({
            from: { element: { type } },
            disallow: {
              to: {
                element: {
                  type: [...Object.keys(MAY_IMPORT), 'app'].filter(
                    (to) => to !== type && !allowed.includes(to),
                  ),
                },
              },
            },
            message: `{{from.element.type}} must not import {{to.element.type}}. ${INSTEAD[type]} (See ARCHITECTURE.md.)`,
          })),
        },
      ],
    },
  },
  ...DOORS.map(({ from, to, files }) => ({
    files: [`src/${from}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `(^|/)${to}/(?!(${files.map((file) => file.replace('.', '\\.')).join('|')})$)`,
              message: `Of ${to}, ${from} uses ${files.join(', ')} alone.`,
            },
          ],
        },
      ],
    },
  })),
  {
    files: ['test/**/*.{ts,tsx}', 'bench/**/*.ts', 'scripts/**'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-console': 'off', '@typescript-eslint/no-require-imports': 'off' },
  },
)
