namespace ActorPipeline.Pbm.Completion;

/// <summary>Completion for PowerShell 5.1 and later.</summary>
internal static class PowerShellScript
{
    private const string BeforeCursor = "Where-Object { $_.Extent.EndOffset -lt $cursorPosition }";

    public static string Text(IReadOnlyList<CommandWords> commands) => $$"""
        # pbm completion for PowerShell: append it to $PROFILE.
        Register-ArgumentCompleter -Native -CommandName pbm, pbm.ps1, pbm.cmd -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $commands = @{
        {{CommandWords.Lines(commands, command => $"        '{command.Path}' = '{command.CommandList}'")}}
            }
            $options = @{
        {{CommandWords.Lines(commands, command => $"        '{command.Path}' = '{command.OptionList}'")}}
            }
            $before = @($commandAst.CommandElements | {{BeforeCursor}} | Select-Object -Skip 1 | ForEach-Object { "$_".Trim('"', "'") })
            $at = ''
            foreach ($word in $before) {
                $next = "$at $word".Trim()
                if ($commands.ContainsKey($next)) { $at = $next }
            }
            if ($wordToComplete -like '-*') {
                $found = $options[$at] -split ' ' | Where-Object { $_ -like "$wordToComplete*" }
            } elseif ($commands[$at] -and -not ($before.Count -and $before[-1] -like '-*')) {
                $found = $commands[$at] -split ' ' | Where-Object { $_ -like "$wordToComplete*" }
            } else {
                $words = @($before) + @($wordToComplete)
                $found = & $commandAst.CommandElements[0].Value __complete '--' @words 2>$null
            }
            $found | Where-Object { $_ } | ForEach-Object {
                $text = if ($_ -match '[\s''"]') { "'" + $_.Replace("'", "''") + "'" } else { $_ }
                [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
            }
        }
        """;
}
