/**
 * The store refuses what one message asks of it, though the disk is well: trying again is in vain.
 * Nothing of the message was kept; what was committed beside it was.
 */
export class RefusedByStore extends Error {
  override readonly name = "RefusedByStore";
}
