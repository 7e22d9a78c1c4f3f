# PowerShell completion for satcli. In $PROFILE:
#     satcli completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName satcli -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text.Trim("'", '"') })
    $program = $words[0]
    $words = @($words | Select-Object -Skip 1)
    $index = if ($wordToComplete) { $words.Count - 1 } else { $words.Count }
    $lines = @(& $program complete $index -- @words 2>$null)

    # Without results PowerShell completes paths.
    if ($lines.Count -eq 0 -or $lines[0] -ne ':values') {
        return
    }

    foreach ($line in $lines | Select-Object -Skip 1) {
        $value, $description = $line -split "`t", 2
        $tip = if ($description) { $description } else { $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $tip)
    }
}
