import type { ControlRepository, Tip } from '../ports/control-repository.ts';
import type { BranchRule, DeploymentBranches, RepositorySettings, Ruleset } from '../ports/repository-settings.ts';
import type { Asked } from './asked.ts';
import { rulesSuffice } from './branch-posture.ts';
import { CODEOWNERS_PATHS } from './codeowners-posture.ts';
import { ask } from './collect-asked.ts';
import { once } from './collect-once.ts';
import type { BranchFacts, PostureFacts, TextFile } from './posture-facts.ts';
import { environmentsToLimit } from './workflow-posture.ts';

/** Where posture is read. */
export interface PostureSources {
  readonly git: ControlRepository;
  readonly settings: RepositorySettings;
  /** `owner/name`. */
  readonly repository: string;
}

/** Reads how the repository is set up: its files from git objects, its settings from GitHub, each answer by itself. */
export async function collectPosture(
  { git, settings, repository }: PostureSources,
  tip: Tip,
  tenants: readonly string[],
): Promise<PostureFacts> {
  const files = await git.filesBelow(tip.commit, '.github');
  const paths = files.map(({ path }) => path);
  const workflows = await readAll(
    git,
    tip,
    paths.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/u.test(path)),
  );
  const ruleset = once(async (id: number) => ask(async () => settings.ruleset(id)));
  const [main, records, codeowners, codeownersErrors, environments, permissions] = await Promise.all([
    defaultBranchFacts(settings, tip.branch, ruleset),
    Promise.all(tenants.map(async (tenant) => [tenant, await recordsFacts(settings, tenant, ruleset)] as const)),
    readAll(git, tip, CODEOWNERS_PATHS),
    ask(async () => settings.codeownersErrors()),
    environmentFacts(settings, environmentsToLimit(workflows)),
    ask(async () => settings.workflowPermissions()),
  ]);
  return {
    repository,
    defaultBranch: tip.branch,
    main,
    records: new Map(records),
    codeowners: codeowners[0],
    codeownersErrors,
    githubFiles: paths,
    workflows,
    environments,
    permissions,
  };
}

/** No workflow that somebody wrote comes near. */
const LONGEST = 512 * 1024;

type AskRuleset = (id: number) => Promise<Asked<Ruleset>>;

async function readAll(
  git: ControlRepository,
  { commit }: Tip,
  paths: readonly string[],
): Promise<readonly TextFile[]> {
  const read = paths.map(async (path) => {
    const entry = await git.entryAt(commit, path);
    if (!entry) return [];
    // A link has the name of its target for a text, which is no workflow and names no owner; what is too long has none.
    const readable = (await git.blobSize(entry.blob)) <= LONGEST;
    return [{ path, text: readable ? new TextDecoder().decode(await git.readBlob(entry.blob)) : '' }];
  });
  return (await Promise.all(read)).flat();
}

async function branchFacts(settings: RepositorySettings, branch: string, ruleset: AskRuleset): Promise<BranchFacts> {
  const rules = await ask(async () => settings.branchRules(branch));
  const ids = rules.answered ? [...new Set(rules.value.filter(matters).map((rule) => rule.ruleset))] : [];
  const rulesets = await Promise.all(ids.map(async (id) => [id, await ruleset(id)] as const));
  return { rules, rulesets: new Map(rulesets) };
}

function matters({ kind }: BranchRule): boolean {
  return kind !== 'other';
}

async function defaultBranchFacts(
  settings: RepositorySettings,
  branch: string,
  ruleset: AskRuleset,
): Promise<BranchFacts> {
  const facts = await branchFacts(settings, branch, ruleset);
  if (facts.rules.answered && rulesSuffice(facts.rules.value)) return facts;
  return { ...facts, protection: await ask(async () => settings.branchProtection(branch)) };
}

async function recordsFacts(settings: RepositorySettings, tenant: string, ruleset: AskRuleset): Promise<BranchFacts> {
  return branchFacts(settings, `reinstate/records/${tenant}`, ruleset);
}

async function environmentFacts(
  settings: RepositorySettings,
  { names, all }: { readonly names: readonly string[]; readonly all: boolean },
): Promise<Asked<ReadonlyMap<string, Asked<DeploymentBranches | undefined>>>> {
  const others = all ? await ask(async () => settings.environments()) : { answered: true as const, value: [] };
  if (!others.answered) return others;
  const wanted = [...new Set([...names, ...others.value])];
  const asked = wanted.map(async (name) => [name, await ask(async () => settings.environment(name))] as const);
  return { answered: true, value: new Map(await Promise.all(asked)) };
}
