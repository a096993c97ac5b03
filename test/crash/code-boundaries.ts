import { globSync, readFileSync } from 'node:fs';
import { routeOf } from './octokit-routes.ts';

/** A git command is the first text of a list of arguments; options begin with a dash. */
const GIT_COMMAND = /(?:git\.(?:text|bytes)\(|(?:args|FETCH|PUSH) = )\[\s*'([a-z-]+)'/gu;
/** A method of Octokit is named `<scope>.<method>`, whatever its scope is a part of. */
const OCTOKIT_METHOD = /\b([a-z]\w*\.[a-z]\w*)\b/gu;
const FILE_CALL =
  /\b((?:(?:mkdtemp|rm|rmdir|mkdir|cp|rename|readFile|writeFile|appendFile|open|readdir|stat|lstat|exists)(?:Sync)?))\(/gu;

/** Where code of the adapters leaves the process: what to look for, and how the place is called in docs/crash-matrix.md. */
const PLACES: readonly {
  readonly files: string;
  readonly pattern: RegExp;
  /** Files without this are passed over. */
  readonly importing?: string;
  /** Undefined for what only looks like one. */
  readonly name: (found: string) => string | undefined;
}[] = [
  {
    files: 'src/adapters/github/*.ts',
    pattern: OCTOKIT_METHOD,
    name: (method) => (routeOf(method) ? `github ${method}` : undefined),
  },
  { files: 'src/adapters/exchange/*.ts', pattern: /'((?:Get|Remove)-\w+)'/gu, name: (cmdlet) => `exchange ${cmdlet}` },
  {
    files: 'src/adapters/graph/*.ts',
    pattern: /\bpath(?:: | = )['`]([^'`]+)/gu,
    name: (path) => `graph ${templateOf(path)}`,
  },
  { files: 'src/adapters/entra/*.ts', pattern: /(?<!async )\bgetToken\(/gu, name: () => 'entra token' },
  { files: 'src/adapters/entra/*.ts', pattern: /await fetch\(/gu, name: () => 'oidc identity token' },
  { files: 'src/adapters/webhooks/*.ts', pattern: /await fetch\(/gu, name: () => 'webhook delivery' },
  { files: 'src/adapters/git/*.ts', pattern: GIT_COMMAND, name: (command) => `git ${command}` },
  {
    files: 'src/adapters/**/*.ts',
    pattern: FILE_CALL,
    importing: "from 'node:fs",
    name: (call) => `file ${call}`,
  },
];

/** Every place where the code asks or changes something outside of its process. */
export function boundariesInCode(): readonly string[] {
  const names = PLACES.flatMap(({ files, pattern, importing = '', name }) =>
    globSync(files)
      .map((file) => readFileSync(file, 'utf8'))
      .filter((source) => source.includes(importing))
      .flatMap((source) => [...source.matchAll(pattern)].flatMap(([, found = '']) => name(found) ?? [])),
  );
  return [...new Set(names)].toSorted();
}

function templateOf(path: string): string {
  return path.replace(/\?.*$/u, '').replaceAll(/\$\{[^}]*\}/gu, '{}');
}
