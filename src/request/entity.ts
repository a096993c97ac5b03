/** The restricted entity: a mailbox by its SMTP address or a connector by its GUID, both lower-cased. */
export type Entity = { readonly mailbox: string } | { readonly connector: string };

/** The entity as one piece of text, unique over both kinds and as policies name it. */
export function entityKey(entity: Entity): string {
  return 'mailbox' in entity ? entity.mailbox : `connector:${entity.connector}`;
}

/** Whether two entities are the same one. */
export function sameEntity(a: Entity, b: Entity): boolean {
  return entityKey(a) === entityKey(b);
}
