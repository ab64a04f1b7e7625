import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {ignores: ['dist', 'artifacts', 'node_modules']},
  {
    files: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}', 'bench/**/*.ts', '*.config.ts'],
    extends: [eslint.configs.recommended, ...tseslint.configs.strictTypeChecked, prettier],
    languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers in messages are meant: `${epochs} epochs` reads better than `${String(epochs)} epochs`.
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true, allowBoolean: true}],
      // `() => queue.clear()` is clear as it stands.
      '@typescript-eslint/no-confusing-void-expression': ['error', {ignoreArrowShorthand: true}],
      // `const {latest, ...bare} = run` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', {ignoreRestSiblings: true}],
      // Escape sequences are what a terminal is told and answers, and what texts from outside are rid of.
      'no-control-regex': 'off',
      'no-console': 'error',
    },
  },
  {files: ['bench/**/*.ts', 'test/rig/**/*.ts'], rules: {'no-console': 'off'}},
  // uPlot declares its distributions as a constant enum, which is gone when the program runs.
  {
    files: ['src/ui/report/page/**/*.ts'],
    rules: {'@typescript-eslint/no-unsafe-enum-assignment': 'off'},
  },
  {
    files: ['scripts/**/*.mjs', 'test/campaigns/**/*.mjs', '*.mjs'],
    extends: [eslint.configs.recommended, prettier],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        AbortSignal: 'readonly',
        Atomics: 'readonly',
        SharedArrayBuffer: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
