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

/** Which of the two an entity is. */
export type EntityType = 'mailbox' | 'connector';

/** Whether an entity is a mailbox or a connector. */
export function entityType(entity: Entity): EntityType {
  return 'mailbox' in entity ? 'mailbox' : 'connector';
}

/** The address or the GUID, as people know the entity. */
export function entityName(entity: Entity): string {
  return 'mailbox' in entity ? entity.mailbox : entity.connector;
}
