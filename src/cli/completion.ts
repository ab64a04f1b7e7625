import type {Shell} from './options/machine.ts';
import {print} from './say.ts';

/** `epochal completion <shell>`: the script that has a shell complete verbs, options, stages and experiments. */
export async function completionVerb(shell: Shell): Promise<number> {
  await print(scripts[shell]);
  return 0;
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `# In ~/.bashrc: source <(epochal completion bash)
_epochal() {
  local IFS=$'\\n'
  COMPREPLY=($(epochal complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _epochal epochal
`,
  zsh: `#compdef epochal
# In ~/.zshrc, after compinit: source <(epochal completion zsh)
_epochal() {
  local -a found
  found=("\${(@f)$(epochal complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -Q -a found; else _files; fi
}
compdef _epochal epochal
`,
  fish: `# epochal completion fish > ~/.config/fish/completions/epochal.fish
function __epochal_complete
  set -l words (commandline -opc) (commandline -ct)
  epochal complete -- $words[2..-1] 2>/dev/null
end
complete -c epochal -a '(__epochal_complete)'
`,
};
