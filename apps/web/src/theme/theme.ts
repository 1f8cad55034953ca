import { Button, createTheme, Textarea, TextInput } from "@mantine/core";

const field = {
  classNames: { root: "lu-field", label: "lu-label", input: "lu-input", description: "lu-hint", error: "lu-error" },
  defaultProps: {
    // Optional fields say so in their label.
    withAsterisk: false,
    inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[],
  },
};

/** Options of Mantine; the styles are in the style sheets of this folder. */
export const theme = createTheme({
  respectReducedMotion: true,
  // controls.css sets the colours, by `data-variant`.
  variantColorResolver: () => ({ background: "", hover: "", color: "", border: "" }),
  components: {
    Button: Button.extend({ classNames: { root: "lu-button" }, defaultProps: { variant: "filled" } }),
    TextInput: TextInput.extend(field),
    Textarea: Textarea.extend(field),
  },
});
