import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../support/errors.ts';

/** The environment variables a command runs under. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where GitHub is, as GitHub Actions tells it. */
export interface GitHubEnvironment {
  readonly apiUrl: string;
  readonly token: string;
  readonly owner: string;
  readonly repo: string;
  /** `<run id>/<attempt>`; a run outside GitHub Actions gets an id of its own. */
  readonly run: string;
}

/** Reads GitHub's variables. Throws ConfigurationError naming the one that is missing or malformed. */
export function githubEnvironment(env: Environment): GitHubEnvironment {
  const repository = required(env, 'GITHUB_REPOSITORY', 'set it to owner/name of the control repository');
  const [owner = '', repo = '', ...rest] = repository.split('/');
  if (owner === '' || repo === '' || rest.length > 0) {
    throw new ConfigurationError('GITHUB_REPOSITORY is not of the form owner/name', {
      hint: 'set it to owner/name of the control repository',
    });
  }
  const runId = env['GITHUB_RUN_ID'] ?? `local-${randomUUID()}`;
  return {
    apiUrl: (env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/u, ''),
    token: required(env, 'GITHUB_TOKEN', 'a token that may read pull requests and push to the records branches'),
    owner,
    repo,
    run: `${runId}/${env['GITHUB_RUN_ATTEMPT'] ?? '1'}`,
  };
}

function required(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new ConfigurationError(`${name} is not set`, { hint: what });
  return value;
}
