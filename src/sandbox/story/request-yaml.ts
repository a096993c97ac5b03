import { stringify } from 'yaml';

/** A request file as a helpdesk analyst writes it. */
export interface StoryRequest {
  readonly entity: { readonly mailbox: string } | { readonly connector: string };
  readonly attestedAt: Date;
  readonly justification: string;
}

/** Writes a request file: MFA and password attested for a mailbox, the review of its traffic for a connector. */
export function requestYaml({ entity, attestedAt, justification }: StoryRequest): string {
  const stated = { attestedBy: 'dana@contoso.com', attestedAt: attestedAt.toISOString() };
  const attestations =
    'mailbox' in entity
      ? { mfa: { ...stated, method: 'microsoftAuthenticator' }, passwordReset: stated }
      : { connectorReview: stated };
  return stringify({ apiVersion: 'reinstate/v1', kind: 'UnblockRequest', entity, justification, attestations });
}
