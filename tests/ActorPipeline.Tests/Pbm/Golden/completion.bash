# pbm completion for bash: source it, or append it to ~/.bashrc.
_pbm() {
    local current path="" word words="" options="" i
    local -a typed=()
    COMPREPLY=()
    # bash takes NAME=VALUE apart: put it together again.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        if ((${#typed[@]})) && [[ "${COMP_WORDS[i]}" == "=" || "${COMP_WORDS[i-1]}" == "=" ]]; then
            typed[${#typed[@]}-1]+="${COMP_WORDS[i]}"
        else
            typed+=("${COMP_WORDS[i]}")
        fi
    done
    current="${typed[${#typed[@]}-1]}"
    for ((i = 1; i < COMP_CWORD; i++)); do
        word="${COMP_WORDS[i]}"
        case "$path/$word" in
            "/actor") path="actor" ;;
            "actor/hierarchy") path="actor hierarchy" ;;
            "actor/show") path="actor show" ;;
            "/batch") path="batch" ;;
            "batch/drift") path="batch drift" ;;
            "batch/history") path="batch history" ;;
            "batch/pause") path="batch pause" ;;
            "batch/rebuild") path="batch rebuild" ;;
            "batch/resume") path="batch resume" ;;
            "batch/run") path="batch run" ;;
            "batch/show") path="batch show" ;;
            "/cluster") path="cluster" ;;
            "cluster/down") path="cluster down" ;;
            "cluster/down-unreachable") path="cluster down-unreachable" ;;
            "cluster/leader") path="cluster leader" ;;
            "cluster/leave") path="cluster leave" ;;
            "cluster/show") path="cluster show" ;;
            "cluster/status") path="cluster status" ;;
            "cluster/tail") path="cluster tail" ;;
            "cluster/wait") path="cluster wait" ;;
            "/completion") path="completion" ;;
            "completion/bash") path="completion bash" ;;
            "completion/fish") path="completion fish" ;;
            "completion/powershell") path="completion powershell" ;;
            "completion/zsh") path="completion zsh" ;;
            "/context") path="context" ;;
            "context/add") path="context add" ;;
            "context/list") path="context list" ;;
            "context/remove") path="context remove" ;;
            "context/select") path="context select" ;;
            "context/show") path="context show" ;;
            "/deadletter") path="deadletter" ;;
            "deadletter/list") path="deadletter list" ;;
            "deadletter/replay") path="deadletter replay" ;;
            "deadletter/show") path="deadletter show" ;;
            "/events") path="events" ;;
            "events/load") path="events load" ;;
            "events/tail") path="events tail" ;;
            "events/wait") path="events wait" ;;
            "/pipeline") path="pipeline" ;;
            "pipeline/check") path="pipeline check" ;;
            "pipeline/guess") path="pipeline guess" ;;
            "pipeline/list") path="pipeline list" ;;
            "pipeline/show") path="pipeline show" ;;
            "pipeline/status") path="pipeline status" ;;
            "/schema") path="schema" ;;
            "schema/apply") path="schema apply" ;;
            "schema/show") path="schema show" ;;
            "/shard") path="shard" ;;
            "shard/explain") path="shard explain" ;;
            "shard/list") path="shard list" ;;
            "shard/locate") path="shard locate" ;;
            "shard/show") path="shard show" ;;
            "/sql") path="sql" ;;
            "/view") path="view" ;;
            "view/keys") path="view keys" ;;
            "view/list") path="view list" ;;
            "view/rows") path="view rows" ;;
        esac
    done
    case "$path" in
        "") words="actor batch cluster completion context deadletter events pipeline schema shard sql view"; options="--help --interval --node --output --token --version --watch" ;;
        "actor") words="hierarchy show"; options="--help --interval --node --output --token --watch" ;;
        "actor hierarchy") words=""; options="--depth --help --interval --node --output --token --watch" ;;
        "actor show") words=""; options="--help --interval --node --output --token --watch" ;;
        "batch") words="drift history pause rebuild resume run show"; options="--help --interval --node --output --token --watch" ;;
        "batch drift") words=""; options="--help --interval --node --output --token --watch" ;;
        "batch history") words=""; options="--help --interval --node --output --pipeline --token --watch" ;;
        "batch pause") words=""; options="--help --interval --node --output --token --watch" ;;
        "batch rebuild") words=""; options="--help --interval --node --output --timeout --token --watch" ;;
        "batch resume") words=""; options="--help --interval --node --output --token --watch" ;;
        "batch run") words=""; options="--help --interval --node --output --pipeline --timeout --token --watch" ;;
        "batch show") words=""; options="--help --interval --node --output --token --watch" ;;
        "cluster") words="down down-unreachable leader leave show status tail wait"; options="--help --interval --node --output --token --watch" ;;
        "cluster down") words=""; options="--help --interval --node --output --token --watch" ;;
        "cluster down-unreachable") words=""; options="--help --interval --node --output --token --watch" ;;
        "cluster leader") words=""; options="--help --interval --node --output --token --watch" ;;
        "cluster leave") words=""; options="--help --interval --node --output --timeout --token --watch" ;;
        "cluster show") words=""; options="--help --interval --node --output --token --watch" ;;
        "cluster status") words=""; options="--help --interval --node --output --token --watch" ;;
        "cluster tail") words=""; options="--help --interval --node --output --token --watch" ;;
        "cluster wait") words=""; options="--for --help --interval --node --output --timeout --token --watch" ;;
        "completion") words="bash fish powershell zsh"; options="--help --interval --node --output --token --watch" ;;
        "completion bash") words=""; options="--help --interval --node --output --token --watch" ;;
        "completion fish") words=""; options="--help --interval --node --output --token --watch" ;;
        "completion powershell") words=""; options="--help --interval --node --output --token --watch" ;;
        "completion zsh") words=""; options="--help --interval --node --output --token --watch" ;;
        "context") words="add list remove select show"; options="--help --interval --node --output --token --watch" ;;
        "context add") words=""; options="--help --interval --node --output --select --token --watch" ;;
        "context list") words=""; options="--help --interval --node --output --token --watch" ;;
        "context remove") words=""; options="--help --interval --node --output --token --watch" ;;
        "context select") words=""; options="--help --interval --node --output --token --watch" ;;
        "context show") words=""; options="--help --interval --node --output --token --watch" ;;
        "deadletter") words="list replay show"; options="--help --interval --node --output --token --watch" ;;
        "deadletter list") words=""; options="--help --interval --limit --node --output --token --watch" ;;
        "deadletter replay") words=""; options="--help --interval --node --output --token --watch" ;;
        "deadletter show") words=""; options="--help --interval --node --output --token --watch" ;;
        "events") words="load tail wait"; options="--help --interval --node --output --token --watch" ;;
        "events load") words=""; options="--allow-dead-letters --allow-late --as-given --follow --force --format --header --help --interval --no-wait --node --output --retry-for --rotate-wait --token --watch" ;;
        "events tail") words=""; options="--follow --help --interval --node --offset --output --token --watch" ;;
        "events wait") words=""; options="--flush --help --interval --lake --node --output --timeout --token --watch" ;;
        "pipeline") words="check guess list show status"; options="--help --interval --node --output --token --watch" ;;
        "pipeline check") words=""; options="--help --interval --node --output --token --watch" ;;
        "pipeline guess") words=""; options="--help --interval --node --output --token --watch" ;;
        "pipeline list") words=""; options="--help --interval --node --output --token --watch" ;;
        "pipeline show") words=""; options="--help --interval --node --output --token --watch" ;;
        "pipeline status") words=""; options="--help --interval --node --output --token --watch" ;;
        "schema") words="apply show"; options="--help --interval --node --output --token --watch" ;;
        "schema apply") words=""; options="--dry-run --help --interval --node --output --token --watch" ;;
        "schema show") words=""; options="--help --interval --node --output --token --watch" ;;
        "shard") words="explain list locate show"; options="--help --interval --node --output --token --watch" ;;
        "shard explain") words=""; options="--help --interval --node --output --token --watch" ;;
        "shard list") words=""; options="--help --interval --node --output --token --watch" ;;
        "shard locate") words=""; options="--help --interval --node --output --token --watch" ;;
        "shard show") words=""; options="--help --interval --node --output --token --watch" ;;
        "sql") words=""; options="--file --help --interval --node --out --output --tables --token --watch" ;;
        "view") words="keys list rows"; options="--help --interval --node --output --token --watch" ;;
        "view keys") words=""; options="--help --interval --limit --node --output --prefix --token --watch" ;;
        "view list") words=""; options="--help --interval --node --output --token --watch" ;;
        "view rows") words=""; options="--from --help --interval --key --last --layer --limit --node --open --order --output --to --token --top --watch" ;;
    esac
    if [[ "$current" == -* ]]; then
        words="$options"
    elif [[ -z "$words" ]] || [[ "${COMP_WORDS[COMP_CWORD-1]}" == -* ]]; then
        local IFS=$'\n'
        COMPREPLY=($("${COMP_WORDS[0]}" __complete -- "${typed[@]}" 2>/dev/null))
        for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
            word="${COMPREPLY[i]}"
            if [[ "$word" == *= ]]; then
                compopt -o nospace 2>/dev/null
                continue
            fi
            if [[ "$current" == *=* ]]; then word="${word#*=}"; fi
            COMPREPLY[i]="$(printf '%q' "$word")"
        done
        return
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _pbm pbm ./pbm
