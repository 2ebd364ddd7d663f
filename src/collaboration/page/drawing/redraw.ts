/** How a control is told from the others of its row. */
const nameOf = (control: Element): string => control.getAttribute("aria-label") ?? control.textContent;

/**
 * Replaces what a container shows. The focus, and what was being typed, goes back to the control of the same name in the same row,
 * which rows tell by `data-row`; to `otherwise` where that is gone.
 */
export function redraw(container: HTMLElement, nodes: readonly Node[], otherwise: HTMLElement): void {
  const focused = document.activeElement;
  const hadFocus = focused !== null && container.contains(focused);
  const row = focused?.closest<HTMLElement>("[data-row]");
  container.replaceChildren(...nodes);
  if (!hadFocus) return;
  const same = row && container.querySelector(`[data-row="${CSS.escape(row.dataset.row ?? "")}"]`);
  const control = [...(same?.querySelectorAll("input, button") ?? [])].find(
    (one) => nameOf(one) === nameOf(focused),
  );
  if (!(control instanceof HTMLElement)) {
    otherwise.focus();
    return;
  }
  if (control instanceof HTMLInputElement && focused instanceof HTMLInputElement)
    control.value = focused.value;
  control.focus();
}
