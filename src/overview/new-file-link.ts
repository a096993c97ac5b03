/** A repository as GitHub shows it: its page, and the branch that requests are merged into. */
export interface RepositoryPage {
  /** `GITHUB_SERVER_URL` */
  readonly server: string;
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
}

/** Servers refuse addresses from about 8,000 characters on. */
const TOO_LONG = 8_000;

/**
 * The page on which GitHub lets somebody begin a new file with this text in it; undefined where the address would be too
 * long. The text is part of the address, so it stays in the browser's history: it may hold no secret.
 */
export function newFileLink(
  { server, repository, branch }: RepositoryPage,
  { path, yaml }: { readonly path: string; readonly yaml: string },
): string | undefined {
  const page = [...repository.split('/'), 'new', ...branch.split('/')].map(encodeURIComponent).join('/');
  const link = `${server.replace(/\/+$/u, '')}/${page}?filename=${encodeURIComponent(path)}&value=${encodeURIComponent(yaml)}`;
  return link.length < TOO_LONG ? link : undefined;
}
