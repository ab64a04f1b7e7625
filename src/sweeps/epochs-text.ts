/** `1 epoch`, `3 epochs`, in reasons of decisions. */
export const epochsText = (epochs: number): string => `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
