import { createIdentityReader } from '../adapters/entra/identity-reader.ts';
import { credentialFor } from '../adapters/entra/credential.ts';
import { readExportedCmdlets } from '../adapters/exchange/exported-cmdlets.ts';
import { openWorkspace } from '../adapters/git/workspace.ts';
import { connectGitHub } from '../adapters/github/client.ts';
import { createGitHubReader } from '../adapters/github/github-reader.ts';
import { createRepositorySettings } from '../adapters/github/repository-settings.ts';
import { probePermission } from '../adapters/graph/permission-probe.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Asked } from '../diagnosis/asked.ts';
import { ask } from '../diagnosis/collect-asked.ts';
import type { OpenApp } from '../diagnosis/collect-tenant.ts';
import type { Clock } from '../ports/clock.ts';
import type { ControlRepository } from '../ports/control-repository.ts';
import type { GitHubReader } from '../ports/github.ts';
import type { Progress } from '../ports/progress.ts';
import type { RepositorySettings } from '../ports/repository-settings.ts';
import type { Console } from './console.ts';
import { githubEnvironment, type Environment } from './environment.ts';

/** GitHub as a diagnosis sees it. */
export interface GitHubSide {
  /** `owner/name`. */
  readonly name: string;
  readonly reader: GitHubReader;
  readonly settings: RepositorySettings;
}

/** Everything a diagnosis asks; nothing of it can write (rule 6). */
export interface DiagnosisPorts {
  readonly git: ControlRepository;
  /** Unanswered where the environment does not say where GitHub is. */
  readonly github: Asked<GitHubSide>;
  readonly openApp: OpenApp;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** The real systems for a diagnosis, and what to call when it is over. */
export interface DiagnosisConnection {
  readonly ports: DiagnosisPorts;
  readonly close: () => Promise<void>;
}

/** Connects to git, and lazily to everything else, so that what is not set up is a finding and not an end. */
export async function connectDiagnosis({ cwd, env, progress }: Console): Promise<DiagnosisConnection> {
  const workspace = await openWorkspace({ cwd, env, clock: systemClock, progress });
  const github = await ask(async () => githubSide(env));
  const openApp = appOpener(env);
  const ports = { git: workspace.control, github, openApp, clock: systemClock, progress };
  return { ports, close: async () => workspace.close() };
}

function githubSide(env: Environment): GitHubSide {
  const github = githubEnvironment(env);
  const client = connectGitHub({ ...github, clock: systemClock });
  return {
    name: `${github.owner}/${github.repo}`,
    reader: createGitHubReader(client),
    settings: createRepositorySettings(client),
  };
}

/** The tokens of the writer are asked for too, and only ever used to read what it may do. */
function appOpener(env: Environment): OpenApp {
  return (tenant, purpose) => {
    const access = () => ({ tenant, tokens: credentialFor(tenant, purpose, env), clock: systemClock });
    return {
      identity: createIdentityReader({ tenant, purpose, env, clock: systemClock }),
      rights: {
        cmdlets: async () => readExportedCmdlets(access()),
        graph: async (permission) => probePermission(access(), permission),
      },
    };
  };
}
