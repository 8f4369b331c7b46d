/** The plain check of an update that every receiver here but ours is written with. */
export function isUpdate(update: Record<string, unknown>): boolean {
  return (
    typeof update['type'] === 'string' &&
    typeof update['action'] === 'string' &&
    typeof update['id'] === 'string' &&
    typeof update['ownerId'] === 'string' &&
    typeof update['updatedAt'] === 'string' &&
    !Number.isNaN(Date.parse(update['updatedAt']))
  );
}

/** Whether a `Message` is a list of updates. */
export function holdsUpdates(message: string): boolean {
  return (JSON.parse(message) as Record<string, unknown>[]).every(isUpdate);
}
