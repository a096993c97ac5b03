import { ConfigurationError } from '../support/errors.ts';

/** What an adopter said of himself; what he did not say stands in the files as something to edit. */
export interface Answers {
  /** `owner/repo@ref`, perhaps with ` # tag` behind it. */
  readonly action?: string;
  readonly branch?: string;
  readonly tenant?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly readerClientId?: string;
  readonly domains?: readonly string[];
  /** Logins, and teams as `org/team`. */
  readonly approvers?: readonly string[];
  /** The number of the GitHub App that writes the records. */
  readonly appId?: string;
}

interface Rule {
  readonly pattern: RegExp;
  readonly hint: string;
}

const GUID: Rule = {
  pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu,
  hint: 'give a GUID, as Entra shows it',
};

/** What an answer has to look like to be put into files; whether it makes sense is the policy's own check. */
const RULES: Readonly<Record<keyof Answers, Rule>> = {
  action: {
    pattern: /^[\w-]+\/[\w.-]+@[\w./-]+(?: # [\w.-]+)?$/u,
    hint: "give owner/repository@commit, with ' # tag' behind it so that Dependabot can follow",
  },
  branch: { pattern: /^[A-Za-z0-9][\w./-]*$/u, hint: 'give the name of the default branch' },
  tenant: {
    pattern: /^[a-z][a-z0-9-]{0,62}$/u,
    hint: 'give a name of your own for the tenant: lower-case letters, digits and hyphens, a letter first',
  },
  tenantId: GUID,
  clientId: GUID,
  readerClientId: GUID,
  domains: { pattern: /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/iu, hint: 'give a whole domain, like contoso.com' },
  approvers: {
    pattern: /^[A-Za-z][A-Za-z0-9-]*(?:\/[A-Za-z][\w.-]*)?$/u,
    hint: 'give a login, like octocat, or a team as organisation/team',
  },
  appId: { pattern: /^[1-9]\d{0,17}$/u, hint: 'give the number on the settings page of the GitHub App' },
};

/** Checks answers wherever they came from. Throws ConfigurationError for one that can't be put into a file as it is. */
export function checkAnswers(answers: Answers): Answers {
  for (const name of answerNames()) {
    const given = answers[name] ?? [];
    const wrong = (typeof given === 'string' ? [given] : given).find((value) => !RULES[name].pattern.test(value));
    if (wrong === undefined) continue;
    throw new ConfigurationError(`${JSON.stringify(wrong)} can not be the ${WORDS[name]}`, { hint: RULES[name].hint });
  }
  return answers;
}

/** New answers in place of old ones. */
export function merged(before: Answers, now: Answers): Answers {
  const given = Object.fromEntries(answerNames().flatMap((name) => (isGiven(now[name]) ? [[name, now[name]]] : [])));
  return { ...before, ...given };
}

function isGiven(value: string | readonly string[] | undefined): boolean {
  return value !== undefined && value.length > 0;
}

/** The names of all answers there are, in the order of the command's options. */
export function answerNames(): readonly (keyof Answers)[] {
  return ['action', 'branch', 'tenant', 'tenantId', 'clientId', 'readerClientId', 'domains', 'approvers', 'appId'];
}

const WORDS: Readonly<Record<keyof Answers, string>> = {
  action: 'action',
  branch: 'default branch',
  tenant: 'tenant',
  tenantId: 'tenant id',
  clientId: 'client id',
  readerClientId: "reader's client id",
  domains: 'domain',
  approvers: 'approver',
  appId: 'id of the App',
};
