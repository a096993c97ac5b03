import { judgeApprovers } from '../diagnosis/approvers.ts';
import { silent } from '../diagnosis/asked.ts';
import { approverCollector } from '../diagnosis/collect-approvers.ts';
import { ask } from '../diagnosis/collect-asked.ts';
import { collectSchemas } from '../diagnosis/collect-configuration.ts';
import { collectPosture } from '../diagnosis/collect-posture.ts';
import { collectTenant } from '../diagnosis/collect-tenant.ts';
import { judgeFolders, judgePolicy, judgeSchemas, judgeVisibility } from '../diagnosis/configuration.ts';
import { about, type Finding } from '../diagnosis/finding.ts';
import { judgePosture } from '../diagnosis/posture.ts';
import { judgeTenant } from '../diagnosis/tenant.ts';
import { judgeTenantSettings } from '../diagnosis/tenant-settings.ts';
import type { Policy } from '../policy/policy.ts';
import type { ControlRepository, Tip, TreeEntry } from '../ports/control-repository.ts';
import { chosenTenants } from '../reconcile/control-state.ts';
import { policyAt } from '../reconcile/policy-at.ts';
import { renderDoctor } from '../report/doctor-text.ts';
import { jsonText } from '../report/text-safety.ts';
import { connectDiagnosis, type DiagnosisPorts, type GitHubSide } from './connect-diagnosis.ts';
import type { Console } from './console.ts';
import { worstExitCode, type ExitCode } from './exit-code.ts';

/** Options of `reinstate doctor`. */
export interface DoctorCommand {
  /** Of the tenants, only this one. */
  readonly tenant?: string;
  readonly json: boolean;
}

/** Whether everything is set up as it has to be, and what mends what is not. Holds no writer (rule 6). */
export async function doctorCommand(command: DoctorCommand, console: Console): Promise<ExitCode> {
  const { ports, close } = await connectDiagnosis(console);
  try {
    const findings = await diagnose(ports, command);
    console.out(command.json ? jsonText({ findings }) : renderDoctor(findings, console.colours));
    return worstExitCode(findings.map(exitCodeOf));
  } finally {
    await close();
  }
}

function exitCodeOf({ status }: Finding): ExitCode {
  const codes = { ok: 0, problem: 2, unknown: 3 } as const;
  return codes[status];
}

const FETCH = 'git fetch origin, in a clone of the control repository';
const CONNECT = 'export GITHUB_REPOSITORY=<owner>/<name> GITHUB_TOKEN=$(gh auth token)';

/** Everything there is to say: about the repository first, then tenant by tenant. */
async function diagnose(ports: DiagnosisPorts, { tenant }: DoctorCommand): Promise<readonly Finding[]> {
  const { git, github } = ports;
  const tip = await ask(async () => git.fetchTip());
  if (!tip.answered) return [silent(about(null, 'configuration', 'origin'), tip, FETCH)];
  const { checked } = await policyAt(git, tip.value.commit);
  const tenants = checked.valid ? chosenTenants(checked.value, tenant) : [];
  const tree = await git.requestTree(tip.value.commit);
  const collectApprovers = github.answered ? approverCollector(github.value.reader, github.value.settings) : undefined;
  const names = tenants.map((policy) => policy.tenant);
  const [configuration, posture, ...perTenant] = await Promise.all([
    diagnoseConfiguration(ports, checked.valid ? checked.value : undefined, tip.value, tree),
    github.answered ? diagnosePosture(git, github.value, tip.value, names) : [],
    ...tenants.map(async (policy) => {
      ports.progress.step(`asking about tenant ${policy.tenant}`);
      const facts = await Promise.all([collectTenant(policy, ports.openApp), collectApprovers?.(policy)]);
      const approvers = facts[1] && github.answered ? judgeApprovers(policy, facts[1], github.value.name) : [];
      const rights = judgeTenant(policy, facts[0], ports.clock.now());
      return [...judgeTenantSettings(policy, tree), ...approvers, ...rights];
    }),
  ]);
  const ofRepository = posture.filter((finding) => finding.tenant === null);
  const ofTenants = posture.filter((finding) => finding.tenant !== null);
  return [...judgePolicy(checked), ...configuration, ...ofRepository, ...perTenant.flat(), ...ofTenants];
}

async function diagnoseConfiguration(
  { git, github }: DiagnosisPorts,
  policy: Policy | undefined,
  tip: Tip,
  tree: readonly TreeEntry[],
): Promise<readonly Finding[]> {
  const schemas = judgeSchemas(await ask(async () => collectSchemas(git, tip.commit)));
  const side = github.answered ? [] : [silent(about(null, 'configuration', 'github'), github, CONNECT)];
  if (!policy) return [schemas, ...side];
  return [
    schemas,
    judgeFolders(tree, policy),
    ...side,
    ...(github.answered ? await visibility(github.value, policy) : []),
  ];
}

async function visibility({ reader, name }: GitHubSide, policy: Policy): Promise<readonly Finding[]> {
  return [judgeVisibility(await ask(async () => reader.repository()), policy, name)];
}

async function diagnosePosture(
  git: ControlRepository,
  { settings, name }: GitHubSide,
  tip: Tip,
  tenants: readonly string[],
): Promise<readonly Finding[]> {
  const points = judgePosture(await collectPosture({ git, settings, repository: name }, tip, tenants));
  return points.map(({ tenant, area, check, status, message, remedy }) => {
    return { tenant, area, check, status, message, remedy };
  });
}
