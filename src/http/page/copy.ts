import { element } from "./dom.ts";

/**
 * Copies text. `navigator.clipboard` exists on https and on this machine only; elsewhere (a phone in the same network)
 * the older command does it. Returns whether it worked.
 */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element("textarea", { class: "away" });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

/** A button that copies what `text` returns at the moment of the press, and says so through `announce`. */
export function copyButton(
  label: string,
  text: () => string,
  announce: (sentence: string) => void,
): HTMLButtonElement {
  const button = element("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", async () => {
    const copied = await copyText(text());
    announce(copied ? "Copied." : "The browser did not allow copying.");
    button.textContent = copied ? "Copied" : "Not copied";
    setTimeout(() => {
      button.textContent = label;
    }, 1600);
  });
  return button;
}
