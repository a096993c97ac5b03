import { globSync, readFileSync } from 'node:fs';

/** A git command is the first text of a list of arguments; options begin with a dash. */
const GIT_COMMAND = /(?:git\.(?:text|bytes)\(|(?:args|FETCH|PUSH) = )\[\s*'([a-z-]+)'/gu;
const FILE_CALL =
  /\b((?:(?:mkdtemp|rm|rmdir|mkdir|cp|rename|readFile|writeFile|appendFile|open|readdir|stat|lstat|exists)(?:Sync)?))\(/gu;

/** Where code of the adapters leaves the process: what to look for, and how the place is called in docs/crash-matrix.md. */
const PLACES: readonly {
  readonly files: string;
  readonly pattern: RegExp;
  readonly name: (found: string) => string;
}[] = [
  { files: 'src/adapters/github/*.ts', pattern: /octokit\.rest\.(\w+\.\w+)/gu, name: (method) => `github ${method}` },
  { files: 'src/adapters/exchange/*.ts', pattern: /'((?:Get|Remove)-\w+)'/gu, name: (cmdlet) => `exchange ${cmdlet}` },
  {
    files: 'src/adapters/graph/*.ts',
    pattern: /\bpath(?:: | = )['`]([^'`]+)/gu,
    name: (path) => `graph ${templateOf(path)}`,
  },
  { files: 'src/adapters/entra/*.ts', pattern: /(?<!async )\bgetToken\(/gu, name: () => 'entra token' },
  { files: 'src/adapters/entra/*.ts', pattern: /await fetch\(/gu, name: () => 'oidc identity token' },
  { files: 'src/adapters/git/*.ts', pattern: GIT_COMMAND, name: (command) => `git ${command}` },
  {
    files: 'src/adapters/**/*.ts',
    pattern: FILE_CALL,
    name: (call) => `file ${call}`,
  },
];

/** Every place where the code asks or changes something outside of its process. */
export function boundariesInCode(): readonly string[] {
  const names = PLACES.flatMap(({ files, pattern, name }) =>
    globSync(files).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, found = '']) => name(found)),
    ),
  );
  return [...new Set(names)].toSorted();
}

function templateOf(path: string): string {
  return path.replace(/\?.*$/u, '').replaceAll(/\$\{[^}]*\}/gu, '{}');
}
