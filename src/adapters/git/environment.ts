/** Environment variables by name, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One line of git configuration. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
}

/** Variables of git that say how origin is reached or where configuration lies; every other GIT_* stays behind. */
const KEPT = new Set([
  'GIT_ALLOW_PROTOCOL',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_SYSTEM',
  'GIT_EXEC_PATH',
  'GIT_PROXY_COMMAND',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
]);

/** Programs git would start for a person at a terminal, and tokens that git has no business with. */
const DROPPED = new Set([
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'ACTIONS_RUNTIME_TOKEN',
  'EDITOR',
  'GITHUB_TOKEN',
  'LANGUAGE',
  'PAGER',
  'PREFIX',
  'SSH_ASKPASS',
  'VISUAL',
]);

/** Settings that no configuration of the machine may change. */
const OURS: readonly ConfigEntry[] = [
  { key: 'core.hooksPath', value: '/dev/null' },
  { key: 'core.fsmonitor', value: 'false' },
  { key: 'core.quotePath', value: 'false' },
  // Nothing that is written here lasts, and to compress the tree of a large folder takes longer than all else of a push.
  { key: 'core.compression', value: '0' },
  // What is written leaves in a pack, so that it need not be taken out of the one it was written in.
  { key: 'fastimport.unpackLimit', value: '1' },
  { key: 'core.useReplaceRefs', value: 'false' },
  // A commit-graph file is a copy of history that could differ from it.
  { key: 'core.commitGraph', value: 'false' },
  { key: 'gc.auto', value: '0' },
  { key: 'maintenance.auto', value: 'false' },
  { key: 'fetch.prune', value: 'false' },
  { key: 'fetch.writeCommitGraph', value: 'false' },
  { key: 'submodule.recurse', value: 'false' },
  { key: 'protocol.ext.allow', value: 'never' },
];

const FIXED: Readonly<Record<string, string>> = {
  GIT_ASKPASS: '',
  // Into a pipe git would write each line of a log by itself.
  GIT_FLUSH: '0',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** What git gets beside the process's own environment. */
export interface GitSettings {
  /** Configuration of the user's clone: the environment's own may overrule it. */
  readonly clone?: readonly ConfigEntry[];
  /** Configuration that overrules everything. */
  readonly last?: readonly ConfigEntry[];
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * The whole environment of a git child process. All configuration is handed over in it (GIT_CONFIG_COUNT and its
 * pairs), which is the one place that is neither an argument nor a file.
 */
export function gitEnvironment(ambient: Environment, settings: GitSettings = {}): Readonly<Record<string, string>> {
  const entries = [...(settings.clone ?? []), ...environmentConfig(ambient), ...OURS, ...(settings.last ?? [])];
  const numbered = entries.flatMap(({ key, value }, index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...Object.fromEntries(Object.entries(ambient).flatMap(passedOn)),
    ...Object.fromEntries(numbered),
    GIT_CONFIG_COUNT: String(entries.length),
    ...FIXED,
    ...settings.variables,
  };
}

function passedOn([name, value]: [string, string | undefined]): [string, string][] {
  const upper = name.toUpperCase();
  if (value === undefined || DROPPED.has(upper)) return [];
  if (upper.startsWith('GIT_') && !KEPT.has(upper)) return [];
  return [[name, value]];
}

/** The user's own GIT_CONFIG_COUNT pairs, in order; what git would refuse in them is left out. */
function environmentConfig(ambient: Environment): readonly ConfigEntry[] {
  const count = Number(ambient['GIT_CONFIG_COUNT'] ?? '0');
  if (!Number.isInteger(count) || count < 0 || count > 10_000) return [];
  return Array.from({ length: count }, (_, index) => ({
    key: ambient[`GIT_CONFIG_KEY_${index}`] ?? '',
    value: ambient[`GIT_CONFIG_VALUE_${index}`] ?? '',
  })).filter(({ key }) => key !== '');
}
