import type { AssertionClaims } from '../ports/identity.ts';

/** The two forms in which GitHub writes the repository into a subject. */
export interface SubjectForms {
  readonly names: string;
  readonly immutable: string;
}

/**
 * A job's subject in both forms, whichever of them it has: `repo:octo-org/octo-repo:…`, and with the ids that stay when
 * something is renamed, `repo:octo-org@123456/octo-repo@456789:…`. Undefined for a subject that is made otherwise.
 */
export function subjectForms({
  subject,
  repository,
  repositoryId,
  ownerId,
}: AssertionClaims): SubjectForms | undefined {
  const [owner, name] = repository?.split('/') ?? [];
  if (subject === undefined || owner === undefined || name === undefined) return undefined;
  const names = `repo:${owner}/${name}:`;
  const immutable = `repo:${owner}@${ownerId ?? '?'}/${name}@${repositoryId ?? '?'}:`;
  const used = [names, immutable].find((form) => subject.startsWith(form));
  if (used === undefined) return undefined;
  const context = subject.slice(used.length);
  return { names: `${names}${context}`, immutable: `${immutable}${context}` };
}
